package reference

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/goccy/go-yaml"
)

// asJSON is a value of the document as indented JSON, members in their order.
func asJSON(value any) ([]byte, error) {
	var flat, indented bytes.Buffer
	if err := writeJSON(&flat, value); err != nil {
		return nil, err
	}
	if err := json.Indent(&indented, flat.Bytes(), "", "  "); err != nil {
		return nil, fmt.Errorf("indent: %w", err)
	}
	return indented.Bytes(), nil
}

func writeJSON(b *bytes.Buffer, value any) error {
	switch v := value.(type) {
	case yaml.MapSlice:
		return writeObject(b, v)
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeJSON(b, item); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	default:
		return writeScalar(b, v)
	}
}

func writeObject(b *bytes.Buffer, members yaml.MapSlice) error {
	b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeScalar(b, fmt.Sprint(m.Key)); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := writeJSON(b, m.Value); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// writeScalar leaves <, > and & as they are: the text is not for HTML.
func writeScalar(b *bytes.Buffer, value any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("write %v as JSON: %w", value, err)
	}
	b.Truncate(b.Len() - 1) // its line end
	return nil
}
