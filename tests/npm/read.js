// Reads GEXF from standard input with graphology-gexf, writes what it understood as JSON.
const { DOMParser } = require("@xmldom/xmldom");
const graphology = require("graphology");

global.DOMParser = DOMParser;
const { parse } = require("graphology-gexf");
const text = require("fs").readFileSync(0, "utf-8");
const graph = parse(graphology.MultiGraph, text, { allowUndeclaredAttributes: false });
process.stdout.write(JSON.stringify(graph.export()));
