package catalogue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// readJSON reads one JSON document.
func readJSON(data []byte) (*node, error) {
	r := &jsonReader{data: data, decoder: json.NewDecoder(bytes.NewReader(data)), line: 1}
	r.decoder.UseNumber()
	n, err := r.value(0)
	if err != nil {
		return nil, r.fault(err)
	}
	if _, err := r.decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, &Fault{Line: r.here(), Text: "something follows the document"}
	}
	return n, nil
}

type jsonReader struct {
	data    []byte
	decoder *json.Decoder
	counted int // how far lines are counted
	line    int
}

// here is the line of the token read last.
func (r *jsonReader) here() int {
	offset := min(int(r.decoder.InputOffset()), len(r.data))
	r.line += bytes.Count(r.data[r.counted:offset], []byte("\n"))
	r.counted = offset
	return r.line
}

func (r *jsonReader) fault(err error) error {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	at := r.here()
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = 1 + bytes.Count(r.data[:min(int(syntax.Offset), len(r.data))], []byte("\n"))
	}
	return &Fault{Line: at, Text: "is not JSON: " + err.Error()}
}

func (r *jsonReader) value(depth int) (*node, error) {
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	n := &node{line: r.here()}
	if depth > deepest {
		return nil, &Fault{Line: n.line, Text: "is nested too deep"}
	}
	switch token := token.(type) {
	case nil:
		n.kind = nothing
	case string:
		n.kind, n.text = text, token
	case json.Number:
		n.kind, n.text = number, token.String()
	case bool:
		n.kind, n.text = boolean, fmt.Sprint(token)
	case json.Delim:
		if token == '[' {
			return n, r.items(n, depth)
		}
		return n, r.fields(n, depth)
	}
	return n, nil
}

func (r *jsonReader) items(n *node, depth int) error {
	n.kind = list
	for r.decoder.More() {
		item, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := r.decoder.Token()
	return err
}

func (r *jsonReader) fields(n *node, depth int) error {
	n.kind = object
	for r.decoder.More() {
		key, err := r.decoder.Token()
		if err != nil {
			return err
		}
		line := r.here()
		value, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.fields = append(n.fields, field{fmt.Sprint(key), line, value})
	}
	_, err := r.decoder.Token()
	return err
}
