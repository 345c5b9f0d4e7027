package api

import (
	_ "embed" // the schema
	"slices"
)

//go:embed catalogue.schema.json
var catalogueSchema []byte

// CatalogueSchema is the JSON Schema (draft 2020-12) of catalogue files. It
// says all that a schema can say; references, duplicates and check digits are
// found by reading the file.
func CatalogueSchema() []byte { return slices.Clone(catalogueSchema) }
