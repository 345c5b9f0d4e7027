package mailserver

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// Message is a message that came, as scripts see it.
type Message struct {
	ID       string              `json:"id"`
	Received time.Time           `json:"received"` // business clock
	TLS      bool                `json:"tls"`
	From     string              `json:"from"` // of the envelope, as are the receivers
	To       []string            `json:"to"`
	Subject  string              `json:"subject"`
	Text     string              `json:"text"`
	HTML     string              `json:"html"`
	Headers  map[string][]string `json:"headers"`         // with the encoding of words undone
	Fault    string              `json:"fault,omitempty"` // why the message cannot be read
	Raw      string              `json:"-"`               // as it came, lines ending in \n
}

// Page is the path of the page that shows the message.
func (m Message) Page() string { return "/messages/" + m.ID }

// Receivers are all of them in one line.
func (m Message) Receivers() string { return strings.Join(m.To, ", ") }

// maxParts bounds the parts of a message that are looked at, maxDepth how deep
// they may lie.
const (
	maxParts = 20
	maxDepth = 4
)

// read takes a message apart. One that cannot be read is kept with what is
// wrong about it.
func read(raw []byte) Message {
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Message{Fault: err.Error()}
	}
	m := Message{Headers: map[string][]string{}}
	var words mime.WordDecoder
	for name, values := range parsed.Header {
		for _, value := range values {
			if plain, err := words.DecodeHeader(value); err == nil {
				value = plain
			}
			m.Headers[name] = append(m.Headers[name], value)
		}
	}
	if subject := m.Headers["Subject"]; len(subject) > 0 {
		m.Subject = subject[0]
	}
	parts := maxParts
	if err := m.part(partHeader(parsed.Header), parsed.Body, &parts, maxDepth); err != nil {
		m.Fault = err.Error()
	}
	return m
}

// partHeader is the part of a header that says what follows.
type partHeader map[string][]string

func (h partHeader) get(name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// part reads one part, and those within it.
func (m *Message) part(h partHeader, body io.Reader, left *int, depth int) error {
	if *left--; *left < 0 || depth == 0 {
		return nil
	}
	kind, parameters, err := mime.ParseMediaType(h.get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		reader := multipart.NewReader(body, parameters["boundary"])
		for {
			inner, err := reader.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := m.part(partHeader(inner.Header), inner, left, depth-1); err != nil {
				return err
			}
		}
	}
	switch strings.ToLower(h.get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	switch {
	case kind == "text/plain" && m.Text == "":
		m.Text = strings.ReplaceAll(string(text), "\r\n", "\n")
	case kind == "text/html" && m.HTML == "":
		m.HTML = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	return nil
}
