"""Read what people bring: tables and RDF files, each statement with its place."""
