"""Documents: templates, reports, their files."""
