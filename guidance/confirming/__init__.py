"""Members confirm the edition in force: what is asked, what changed since last time, who confirmed."""
