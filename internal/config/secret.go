package config

import "log/slog"

const hidden = "<secret>"

// Secret is a text that does not show itself: however it is printed, logged or
// encoded, only <secret> comes out. In a configuration it is written as it is,
// as `file:PATH` or as `env:NAME`.
type Secret struct {
	// Behind a pointer, so that fmt, which reads unexported fields of foreign
	// structs without asking String, finds an address there.
	text *string
}

// NewSecret hides a text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal is the text itself. Call it where the text is used, and nowhere else.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Equal tells whether two secrets hide the same text.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// String is <secret>, or empty when there is none.
func (s Secret) String() string {
	if s.text == nil {
		return ""
	}
	return hidden
}

// GoString is what %#v prints.
func (s Secret) GoString() string { return `config.Secret("` + s.String() + `")` }

// MarshalText is what encoders of JSON, YAML and XML write.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue is what slog writes.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// File is the path of a file. Load makes it absolute: a relative path counts
// from the folder of the configuration file.
type File string
