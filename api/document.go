package api

import (
	"embed"
	"fmt"
)

//go:embed document/document.xsd
var documentFiles embed.FS

// DocumentSchema is the schema of supporting documents as XML, as it is
// published.
func DocumentSchema() ([]byte, error) {
	b, err := documentFiles.ReadFile("document/document.xsd")
	if err != nil {
		return nil, fmt.Errorf("read the schema of documents: %w", err)
	}
	return b, nil
}
