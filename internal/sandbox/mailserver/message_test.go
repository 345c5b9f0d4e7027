package mailserver

import "testing"

// Whatever a client sends, reading it ends and harms nothing.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"Subject: x\r\n\r\ny", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b--\r\n",
		"Subject: =?UTF-8?q?=C4?=\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!", "no header at all", "",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if m := read(raw); m.Fault == "" && m.Headers == nil {
			t.Errorf("%q: neither read nor at fault", raw)
		}
	})
}
