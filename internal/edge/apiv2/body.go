package apiv2

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"viss.gov.lv/mm/internal/wire/receive"
	"viss.gov.lv/mm/internal/wire/strictjson"
	"viss.gov.lv/mm/pay"
)

// prepare takes the body of a POST, and what makes it repeatable. What a POST
// asks for stands in its body, never in parameters.
func (h *Handler) prepare(c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	key, err := c.key()
	if err != nil {
		return err
	}
	var content *strictjson.Value
	if c.route.body == jsonObject {
		if content, err = h.read(c); err != nil {
			return err
		}
		c.body = &object{value: content, faults: &c.faults}
	}
	c.once = pay.Once{Operation: operation, Key: key}
	if key != "" {
		c.once.Digest = digest(c.r.Method, c.path, content)
	}
	return nil
}

// read reads a body that must be a JSON object.
func (h *Handler) read(c *call) (*strictjson.Value, error) {
	if err := checkContent(c.r.Header); err != nil {
		return nil, err
	}
	buffer, ok := h.buffers.Get().(*bytes.Buffer)
	if !ok {
		buffer = new(bytes.Buffer)
	}
	buffer.Reset()
	defer h.buffers.Put(buffer)
	if err := h.receive(c, buffer); err != nil {
		return nil, err
	}
	return parse(buffer.Bytes())
}

// parse reads a JSON object strictly.
func parse(message []byte) (*strictjson.Value, error) {
	body, err := strictjson.Read(message, strictjson.DefaultLimits())
	if err != nil {
		refused, ok := errors.AsType[*strictjson.Error](err)
		if !ok {
			return nil, fmt.Errorf("read body: %w", err)
		}
		return nil, badBody(http.StatusBadRequest, &pay.Error{Code: pay.CodeMalformed, Want: unread(refused), Err: refused})
	}
	if body.Kind != strictjson.Object {
		return nil, badBody(http.StatusBadRequest, &pay.Error{Code: pay.CodeMalformed, Want: pay.Want{
			LV: "Ziņojumam jābūt JSON objektam: {…}.", EN: "The message must be a JSON object: {…}.",
		}})
	}
	return body, nil
}

// receive reads the body within its bounds of size and time.
func (h *Handler) receive(c *call, buffer *bytes.Buffer) error {
	err := receive.Body(c.w, c.r, buffer, h.BodyBytes)
	if refused, ok := errors.AsType[*receive.Refused](err); ok {
		return badBody(refused.Status, unreceived(refused))
	}
	return err
}

// unreceived is the error of a message that did not arrive as it should.
func unreceived(r *receive.Refused) *pay.Error {
	code := pay.CodeMalformed
	if r.Status == http.StatusRequestEntityTooLarge {
		code = pay.CodeMessageTooLarge
	}
	return &pay.Error{Code: code, Err: r.Err, Want: pay.Want{LV: r.LV, EN: r.EN}}
}

// checkContent checks how the body is declared. It must be declared: a form of
// a foreign web page cannot send this type.
func checkContent(header http.Header) error {
	const coding, kind = "Content-Encoding", "Content-Type"
	if given := strings.ToLower(header.Get(coding)); given != "" && given != "identity" {
		return badHeader(http.StatusUnsupportedMediaType, coding, &pay.Error{Code: pay.CodeMessageForm, Value: given, Want: pay.Want{
			LV: "Sūtiet ziņojumu nesaspiestu.", EN: "Send the message without compression.",
		}})
	}
	given := header.Get(kind)
	if given == jsonType {
		return nil
	}
	media, parameters, err := mime.ParseMediaType(given)
	charset := strings.ToLower(parameters["charset"])
	if err == nil && media == jsonType && (charset == "" || charset == "utf-8" || charset == "utf8") {
		return nil
	}
	return badHeader(http.StatusUnsupportedMediaType, kind, &pay.Error{Code: pay.CodeMessageForm, Value: given, Err: err, Want: pay.Want{
		LV: "Norādiet application/json.", EN: "Give application/json.",
	}})
}

// unread is why a body was refused, and where.
func unread(e *strictjson.Error) pay.Want {
	lv, en := e.Explain()
	return pay.Want{LV: lv, EN: en}
}

// shortened is a text of the caller as an answer repeats it.
func shortened(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
