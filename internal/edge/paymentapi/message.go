package paymentapi

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

// read takes the message of a call.
func (h *Handler) read(c *call) error {
	if err := checkContent(c.r.Header); err != nil {
		return err
	}
	buffer, ok := h.buffers.Get().(*bytes.Buffer)
	if !ok {
		buffer = new(bytes.Buffer)
	}
	buffer.Reset()
	defer h.buffers.Put(buffer)
	if err := h.receive(c, buffer); err != nil {
		return err
	}
	body, err := strictjson.Read(buffer.Bytes(), strictjson.DefaultLimits())
	if err != nil {
		refused, ok := errors.AsType[*strictjson.Error](err)
		if !ok {
			return fmt.Errorf("read message: %w", err)
		}
		return &pay.Error{Code: pay.CodeMalformed, Want: unread(refused), Err: refused}
	}
	if body.Kind != strictjson.Object {
		return &pay.Error{Code: pay.CodeMalformed, Want: pay.Want{
			LV: "Ziņojumam jābūt JSON objektam: {…}.", EN: "The message must be a JSON object: {…}.",
		}}
	}
	c.body = body
	return nil
}

// receive reads the body within its bounds of size and time. One that breaks off
// is an error of the method, and has its status.
func (h *Handler) receive(c *call, buffer *bytes.Buffer) error {
	err := receive.Body(c.w, c.r, buffer, h.BodyBytes)
	refused, ok := errors.AsType[*receive.Refused](err)
	switch {
	case !ok:
		return err
	case refused.Status == http.StatusBadRequest:
		return unreceived(refused)
	}
	return &refusal{status: refused.Status, Err: unreceived(refused)}
}

// unreceived is the error of a message that did not arrive as it should.
func unreceived(r *receive.Refused) *pay.Error {
	code := pay.CodeMalformed
	if r.Status == http.StatusRequestEntityTooLarge {
		code = pay.CodeMessageTooLarge
	}
	return &pay.Error{Code: code, Err: r.Err, Want: pay.Want{LV: r.LV, EN: r.EN}}
}

// checkContent checks how the message is declared. One without a type is taken
// for what it must be.
func checkContent(header http.Header) error {
	if coding := strings.ToLower(header.Get("Content-Encoding")); coding != "" && coding != "identity" {
		return &refusal{status: http.StatusUnsupportedMediaType, Err: &pay.Error{
			Code: pay.CodeMessageForm, Field: "Content-Encoding", Value: coding,
			Want: pay.Want{LV: "Sūtiet ziņojumu nesaspiestu.", EN: "Send the message without compression."},
		}}
	}
	given := header.Get("Content-Type")
	if given == "" || given == "application/json" {
		return nil
	}
	media, parameters, err := mime.ParseMediaType(given)
	charset := strings.ToLower(parameters["charset"])
	if err == nil && (media == "application/json" || media == "text/json") && (charset == "" || charset == "utf-8" || charset == "utf8") {
		return nil
	}
	return &refusal{status: http.StatusUnsupportedMediaType, Err: &pay.Error{
		Code: pay.CodeMessageForm, Field: "Content-Type", Value: given, Err: err,
		Want: pay.Want{LV: "Norādiet application/json; charset=utf-8.", EN: "Give application/json; charset=utf-8."},
	}}
}

// unread is why a message was refused, and where.
func unread(e *strictjson.Error) pay.Want {
	lv, en := e.Explain()
	return pay.Want{LV: lv, EN: en}
}
