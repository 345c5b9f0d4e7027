package apiv2

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

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
	if c.r.ContentLength > int64(h.BodyBytes) {
		return h.tooLarge(nil)
	}
	_, err := buffer.ReadFrom(http.MaxBytesReader(c.w, c.r.Body, int64(h.BodyBytes)))
	if err == nil {
		setReadDeadline(c.w, time.Time{}) // it would end the context of a slow call
		return nil
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return h.tooLarge(err)
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return badBody(http.StatusRequestTimeout, &pay.Error{Code: pay.CodeMalformed, Err: err, Want: pay.Want{
			LV: "Ziņojums netika saņemts laikā.", EN: "The message did not arrive in time.",
		}})
	}
	return badBody(http.StatusBadRequest, &pay.Error{Code: pay.CodeMalformed, Err: err, Want: pay.Want{
		LV: "Ziņojums netika saņemts līdz galam.", EN: "The message did not arrive completely.",
	}})
}

func (h *Handler) tooLarge(cause error) error {
	return badBody(http.StatusRequestEntityTooLarge, &pay.Error{Code: pay.CodeMessageTooLarge, Err: cause, Want: pay.Want{
		LV: fmt.Sprintf("Ne vairāk par %d baitiem.", h.BodyBytes),
		EN: fmt.Sprintf("At most %d bytes.", h.BodyBytes),
	}})
}

// setReadDeadline bounds how long the rest of a message may take. It holds for
// refused calls too: the server reads on for a while after the answer. A writer
// that knows no deadlines leaves them to the server's ReadTimeout.
func setReadDeadline(w http.ResponseWriter, at time.Time) {
	_ = http.NewResponseController(w).SetReadDeadline(at)
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
