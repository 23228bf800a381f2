"""The govuk template pack for crispy forms: widgets and template tags."""
