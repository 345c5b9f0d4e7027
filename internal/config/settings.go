package config

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"unicode"
)

// setting is one leaf of the configuration, found by walking the struct.
type setting struct {
	path   string // as web.tls.key or providers[0].code
	field  reflect.StructField
	value  reflect.Value
	listed bool // lies in a list of sections
}

// variable is the environment variable that overrides the setting; empty for
// what one variable cannot say.
func (s setting) variable() string {
	if s.listed || s.field.Type.Kind() == reflect.Map {
		return ""
	}
	return Variable(s.path)
}

// Variable is the environment variable of a setting: MM_WEB_PUBLIC_URL is that
// of web.publicUrl.
func Variable(path string) string {
	var b strings.Builder
	b.WriteString("MM_")
	previous := '.'
	for _, c := range path {
		switch {
		case c == '.':
			b.WriteByte('_')
		case unicode.IsUpper(c) && unicode.IsLower(previous):
			b.WriteByte('_')
			b.WriteRune(c)
		default:
			b.WriteRune(unicode.ToUpper(c))
		}
		previous = c
	}
	return b.String()
}

// walk visits every setting in the order of the struct.
func walk(v reflect.Value, path string, listed bool, visit func(setting)) {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		at := join(path, field.Tag.Get("yaml"))
		switch {
		case isSection(field.Type):
			walk(value, at, listed, visit)
		case field.Type.Kind() == reflect.Slice && isSection(field.Type.Elem()):
			for j := range value.Len() {
				walk(value.Index(j), fmt.Sprintf("%s[%d]", at, j), true, visit)
			}
		default:
			visit(setting{at, field, value, listed})
		}
	}
}

// isSection tells structs of settings from structs that are one setting.
func isSection(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[Secret]() && t != reflect.TypeFor[netip.Prefix]()
}

func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("yaml") == key {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func keys(t reflect.Type) []string {
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = t.Field(i).Tag.Get("yaml")
	}
	return names
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// parentOf takes the last step off a path; the root is its own parent.
func parentOf(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}

// environment lets variables override the file. Lists are written with commas.
func (r *reader) environment(root reflect.Value) {
	walk(root, "", false, func(s setting) {
		name := s.variable()
		if name == "" {
			return
		}
		text := r.getenv(name)
		if text == "" {
			return
		}
		r.given[s.path] = position{variable: name}
		if s.value.Kind() != reflect.Slice {
			if err := set(s.value, text); err != nil {
				r.fault(s.path, "%s", err)
			}
			return
		}
		items := strings.Split(text, ",")
		s.value.Set(reflect.MakeSlice(s.field.Type, len(items), len(items)))
		for i, item := range items {
			if err := set(s.value.Index(i), item); err != nil {
				r.fault(s.path, "%s", err)
			}
		}
	})
}

// resolve fetches secrets from where they are kept and makes file names
// absolute.
func (r *reader) resolve(c *Config) {
	walk(reflect.ValueOf(c).Elem(), "", false, func(s setting) {
		switch p := s.value.Addr().Interface().(type) {
		case *Secret:
			*p = r.fetch(s.path, p.Reveal())
		case *File:
			*p = r.absolute(*p)
		case *[]File:
			for i, f := range *p {
				(*p)[i] = r.absolute(f)
			}
		}
	})
	if file := c.Database.URL.Reveal(); !strings.Contains(file, "://") {
		c.Database.URL = NewSecret(string(r.absolute(File(file))))
	}
}

func (r *reader) absolute(f File) File {
	if f == "" || filepath.IsAbs(string(f)) {
		return f
	}
	return File(filepath.Join(r.folder, string(f)))
}

// fetch is the secret that a text stands for.
func (r *reader) fetch(path, text string) Secret {
	if name, ok := strings.CutPrefix(text, "env:"); ok {
		found := r.getenv(name)
		if found == "" {
			r.fault(path, "the environment variable %s is not set", name)
		}
		return NewSecret(found)
	}
	name, ok := strings.CutPrefix(text, "file:")
	if !ok {
		return NewSecret(text)
	}
	content, err := os.ReadFile(string(r.absolute(File(name))))
	if err != nil {
		r.fault(path, "the file %s with the secret cannot be read", name)
		return Secret{}
	}
	found := strings.TrimSpace(string(content))
	if found == "" {
		r.fault(path, "the file with the secret is empty")
	}
	return NewSecret(found)
}
