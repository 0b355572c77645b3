"""The registers for other programs: JSON under /api/v1/, described in OpenAPI 3.1."""
