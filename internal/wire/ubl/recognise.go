package ubl

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// namespaces begin those of all UBL 2 documents.
const namespaces = "urn:oasis:names:specification:ubl:schema:xsd:"

// Is tells whether a text is an XML document of UBL, by the namespace of its
// root. It reads no further.
func Is(text []byte) bool {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := decoder.RawToken()
		if err != nil {
			return false
		}
		if root, ok := token.(xml.StartElement); ok {
			return ofUBL(root)
		}
	}
}

func ofUBL(root xml.StartElement) bool {
	for _, a := range root.Attr {
		declares := a.Name.Space == "xmlns" && a.Name.Local == root.Name.Space ||
			a.Name.Space == "" && a.Name.Local == "xmlns" && root.Name.Space == ""
		if declares {
			return strings.HasPrefix(a.Value, namespaces)
		}
	}
	return false
}
