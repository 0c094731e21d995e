# Normalisation of an abbreviated cube, as chapter 10 of the RDF Data Cube recommendation has it.
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX qb: <http://purl.org/linked-data/cube#>

# Phase 1: classes and properties that follow from others
INSERT { ?observation a qb:Observation } WHERE { ?slice qb:observation ?observation } ;
INSERT { ?observation a qb:Observation } WHERE { ?observation qb:dataSet ?dataset } ;
INSERT { ?slice a qb:Slice } WHERE { ?dataset qb:slice ?slice } ;
INSERT { ?component qb:componentProperty ?property . ?property a qb:DimensionProperty }
WHERE { ?component qb:dimension ?property } ;
INSERT { ?component qb:componentProperty ?property . ?property a qb:MeasureProperty }
WHERE { ?component qb:measure ?property } ;
INSERT { ?component qb:componentProperty ?property . ?property a qb:AttributeProperty }
WHERE { ?component qb:attribute ?property } ;

# Phase 2: what is attached to a data set or a slice holds for its observations
INSERT { ?observation ?property ?value }
WHERE {
  ?component qb:componentProperty ?property ; qb:componentAttachment qb:DataSet .
  ?dataset qb:structure/qb:component ?component ; ?property ?value .
  ?observation qb:dataSet ?dataset .
} ;
INSERT { ?slice ?property ?value }
WHERE {
  ?component qb:componentProperty ?property ; qb:componentAttachment qb:Slice .
  ?dataset qb:structure/qb:component ?component ; qb:slice ?slice ; ?property ?value .
} ;
INSERT { ?observation ?property ?value }
WHERE {
  ?component qb:componentProperty ?property ; qb:componentAttachment qb:Slice .
  ?dataset qb:structure/qb:component ?component ; qb:slice ?slice .
  ?slice ?property ?value ; qb:observation ?observation .
} ;
INSERT { ?observation ?property ?value }
WHERE {
  ?dataset qb:structure/qb:component/qb:componentProperty ?property ; qb:slice ?slice .
  ?property a qb:DimensionProperty .
  ?slice ?property ?value ; qb:observation ?observation .
}
