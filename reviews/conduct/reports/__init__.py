"""The committee’s report: conduct cases of a municipal year, in numbers that name nobody."""
