package mailserver

import (
	"encoding/base64"
	"strings"
)

// mayAuth tells whether a client may sign in now: not in clear where TLS is to
// be had.
func (c *session) mayAuth() bool {
	return c.Username != "" && !c.signedIn && (c.secure || c.TLS == nil)
}

// auth lets a client sign in, with PLAIN (RFC 4616) or LOGIN.
func (c *session) auth(rest string) error {
	if !c.greeted || !c.mayAuth() {
		return c.say("503 5.5.1 not now")
	}
	mechanism, initial, _ := strings.Cut(rest, " ")
	switch strings.ToUpper(mechanism) {
	case "PLAIN":
		answer, err := c.ask(initial, "")
		if err != nil {
			return err
		}
		_, credentials, _ := strings.Cut(answer, "\x00")
		return c.judge(credentials)
	case "LOGIN":
		name, err := c.ask(initial, "Username:")
		if err != nil {
			return err
		}
		password, err := c.ask("", "Password:")
		if err != nil {
			return err
		}
		return c.judge(name + "\x00" + password)
	}
	return c.say("504 5.5.4 no such mechanism")
}

// ask asks for a text unless it was given already.
func (c *session) ask(given, prompt string) (string, error) {
	if given == "" {
		if err := c.say("334 %s", base64.StdEncoding.EncodeToString([]byte(prompt))); err != nil {
			return "", err
		}
		var err error
		if given, err = c.line(); err != nil {
			return "", err
		}
	}
	text, err := base64.StdEncoding.DecodeString(given)
	if err != nil {
		return "", nil //nolint:nilerr // fits no password, and is answered as a wrong one
	}
	return string(text), nil
}

// judge compares name and password, which a zero byte parts.
func (c *session) judge(credentials string) error {
	if credentials != c.Username+"\x00"+c.Password {
		return c.say("535 5.7.8 wrong name or password")
	}
	c.signedIn = true
	return c.say("235 2.7.0 welcome")
}
