"""Pages, SPARQL and data over HTTP."""
