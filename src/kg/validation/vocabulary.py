"""The terms of the SHACL vocabulary, so that a misspelt one is seen."""

from __future__ import annotations

#: parameters whose presence makes a node a shape
PARAMETERS = (
    "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive",
    "maxExclusive", "maxInclusive", "minLength", "maxLength", "pattern", "languageIn",
    "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or",
    "xone", "node", "property", "qualifiedValueShape", "closed", "hasValue", "in", "sparql",
)
TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")

_OTHERS = (
    "Shape", "NodeShape", "PropertyShape", "Parameterizable", "Parameter",
    "ConstraintComponent", "path", "inversePath", "alternativePath", "zeroOrMorePath",
    "oneOrMorePath", "zeroOrOnePath", "deactivated", "message", "severity", "Severity",
    "Violation", "Warning", "Info", "flags", "ignoredProperties", "qualifiedMinCount",
    "qualifiedMaxCount", "qualifiedValueShapesDisjoint", "NodeKind", "IRI", "BlankNode",
    "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral", "name", "description",
    "order", "group", "PropertyGroup", "defaultValue", "ValidationReport", "ValidationResult",
    "AbstractResult", "result", "conforms", "shapesGraphWellFormed", "detail", "focusNode",
    "resultMessage", "resultPath", "resultSeverity", "sourceConstraint",
    "sourceConstraintComponent", "sourceShape", "value", "shapesGraph",
    "suggestedShapesGraph", "entailment", "SPARQLConstraint", "SPARQLExecutable",
    "SPARQLAskExecutable", "SPARQLSelectExecutable", "SPARQLConstructExecutable",
    "SPARQLUpdateExecutable", "SPARQLAskValidator", "SPARQLSelectValidator", "Validator",
    "validator", "nodeValidator", "propertyValidator", "parameter", "optional",
    "labelTemplate", "select", "ask", "construct", "update", "prefixes", "PrefixDeclaration",
    "declare", "prefix", "namespace", "PatternConstraintComponent-flags",
    "PatternConstraintComponent-pattern", "Target", "TargetType", "SPARQLTarget",
    "SPARQLTargetType", "target", "Function", "SPARQLFunction", "returnType", "expression",
    "ExpressionConstraintComponent", "Rule", "SPARQLRule", "TripleRule", "rule", "condition",
    "subject", "predicate", "object", "this", "ResultAnnotation", "resultAnnotation",
    "annotationProperty", "annotationValue", "annotationVarName", "JSConstraint",
    "JSExecutable", "JSLibrary", "JSRule", "JSTarget", "JSTargetType", "JSValidator",
    "JSFunction", "js", "jsFunctionName", "jsLibrary", "jsLibraryURL", "filterShape", "nodes",
    "intersection", "union",
)
_COMPONENTS = (
    "And", "Class", "Closed", "Datatype", "Disjoint", "Equals", "HasValue", "In", "JS",
    "LanguageIn", "LessThan", "LessThanOrEquals", "MaxCount", "MaxExclusive", "MaxInclusive",
    "MaxLength", "MinCount", "MinExclusive", "MinInclusive", "MinLength", "Node", "NodeKind",
    "Not", "Or", "Pattern", "Property", "QualifiedMaxCount", "QualifiedMinCount",
    "QualifiedValueShape", "SPARQL", "UniqueLang", "Xone",
)

KNOWN_TERMS = frozenset([
    *PARAMETERS, *TARGETS, *_OTHERS, *(f"{name}ConstraintComponent" for name in _COMPONENTS),
])
