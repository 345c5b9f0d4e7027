package api

import (
	_ "embed" // the contract
	"errors"
	"fmt"
	"strings"
)

//go:embed openapi.yaml
var openAPI string

// openAPIServer is where the services listener is according to the file.
const openAPIServer = "https://localhost:8443"

// OpenAPI is the contract of the modern API (OpenAPI 3.1), of which everything
// that the edge answers is a part, as YAML. Server is the address of the
// services listener, as https://services.example.org, without a path; without one, addresses in the
// contract are relative to where it was read.
func OpenAPI(server string) ([]byte, error) {
	server = strings.TrimSuffix(server, "/")
	if strings.ContainsAny(server, " \t\r\n\"'{}#") {
		return nil, fmt.Errorf("address of the services listener %q cannot stand in the contract", server)
	}
	if !strings.Contains(openAPI, openAPIServer+"/api/v2\n") {
		return nil, errors.New("the contract of the API does not say where it is served")
	}
	return []byte(strings.ReplaceAll(openAPI, openAPIServer, server)), nil
}
