package receive_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"viss.gov.lv/mm/internal/wire/receive"
)

func TestBody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sent   io.Reader
		status int // 0: received
	}{
		"as much as is allowed": {strings.NewReader("12345678"), 0},
		"nothing":               {http.NoBody, 0},
		"declared too long":     {strings.NewReader("123456789"), http.StatusRequestEntityTooLarge},
		"found too long":        {iotest.OneByteReader(strings.NewReader("123456789")), http.StatusRequestEntityTooLarge},
		"too slow":              {iotest.ErrReader(os.ErrDeadlineExceeded), http.StatusRequestTimeout},
		"broken off":            {iotest.ErrReader(io.ErrUnexpectedEOF), http.StatusBadRequest},
	} {
		var got bytes.Buffer
		err := receive.Body(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", c.sent), &got, 8)
		refused, _ := errors.AsType[*receive.Refused](err)
		switch {
		case c.status == 0 && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.status != 0 && (refused == nil || refused.Status != c.status || refused.LV == "" || refused.EN == ""):
			t.Errorf("%s: %v, want status %d", name, err, c.status)
		}
	}
}
