"""Records leave and come back: exports, imports and the templates for them."""
