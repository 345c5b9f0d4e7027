package mailserver

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
)

// Bounds of a conversation.
const (
	maxLine       = 1 << 10 // of a command, with room for AUTH
	maxMessage    = 1 << 20
	maxReceivers  = 20
	maxCommands   = 1000
	maxEnvelope   = 254
	smtpExtension = "8BITMIME"
)

// session is one conversation with a client.
type session struct {
	*Server
	conn     net.Conn
	in       *bufio.Reader
	secure   bool
	greeted  bool
	signedIn bool
	sender   bool // MAIL was said
	from     string
	to       []string
}

// errOver ends a conversation in good order.
var errOver = errors.New("over")

// talk holds a conversation to its end. What a client does wrong ends at most
// its own conversation.
func (s *Server) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	c := &session{Server: s, conn: conn}
	if s.Implicit {
		c.secured(tls.Server(conn, s.TLS))
	} else {
		c.in = bufio.NewReaderSize(conn, maxLine)
	}
	err := c.say("220 %s ESMTP stand-in", s.Name)
	for n := 0; err == nil && n < maxCommands; n++ {
		var line string
		if line, err = c.line(); err == nil {
			err = c.command(line)
		}
	}
	if err != nil && !errors.Is(err, errOver) && !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
		s.Log.Debug("mail client left", "error", err)
	}
}

// secured goes on over TLS.
func (c *session) secured(conn *tls.Conn) {
	c.conn, c.in, c.secure = conn, bufio.NewReaderSize(conn, maxLine), true
}

// say sends one reply.
func (c *session) say(format string, args ...any) error {
	_, err := fmt.Fprintf(c.conn, format+"\r\n", args...)
	return err
}

// line reads one line of the client.
func (c *session) line() (string, error) {
	text, err := c.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", errors.Join(c.say("500 5.5.2 line too long"), errOver)
	}
	return strings.TrimRight(string(text), "\r\n"), err
}

// command answers one command.
func (c *session) command(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb = strings.ToUpper(verb); verb {
	case "EHLO", "HELO":
		return c.hello(verb, rest)
	case "STARTTLS":
		return c.startTLS()
	case "AUTH":
		return c.auth(rest)
	case "MAIL":
		return c.mail(rest)
	case "RCPT":
		return c.receiver(rest)
	case "DATA":
		return c.data()
	case "RSET":
		c.forget()
		return c.say("250 2.0.0 ok")
	case "NOOP":
		return c.say("250 2.0.0 ok")
	case "QUIT":
		return errors.Join(c.say("221 2.0.0 bye"), errOver)
	}
	return c.say("502 5.5.1 not understood here")
}

func (c *session) forget() { c.sender, c.from, c.to = false, "", nil }

func (c *session) hello(verb, who string) error {
	if who == "" {
		return c.say("501 5.5.4 who?")
	}
	c.forget()
	c.greeted = true
	if verb == "HELO" {
		return c.say("250 %s", c.Name)
	}
	offers := []string{c.Name, smtpExtension, "ENHANCEDSTATUSCODES", fmt.Sprintf("SIZE %d", maxMessage)}
	if c.TLS != nil && !c.secure {
		offers = append(offers, "STARTTLS")
	}
	if c.mayAuth() {
		offers = append(offers, "AUTH PLAIN LOGIN")
	}
	for _, offer := range offers[:len(offers)-1] {
		if err := c.say("250-%s", offer); err != nil {
			return err
		}
	}
	return c.say("250 %s", offers[len(offers)-1])
}

// startTLS goes on in secret. What was said in clear is forgotten, also what is
// in the buffer already (RFC 3207, section 4.2).
func (c *session) startTLS() error {
	if c.TLS == nil || c.secure {
		return c.say("502 5.5.1 not offered")
	}
	if err := c.say("220 2.0.0 go ahead"); err != nil {
		return err
	}
	secure := tls.Server(c.conn, c.TLS)
	if err := secure.Handshake(); err != nil { //nolint:noctx // the connection is closed when the time of the conversation is over
		return fmt.Errorf("TLS: %w", err)
	}
	c.forget()
	c.greeted = false
	c.secured(secure)
	return nil
}

func (c *session) mail(rest string) error {
	from, ok := pathOf(rest, "FROM:")
	switch {
	case !c.greeted || c.sender:
		return c.say("503 5.5.1 not now")
	case c.Username != "" && !c.signedIn:
		return c.say("530 5.7.0 sign in first")
	case !ok:
		return c.say("501 5.1.7 want MAIL FROM:<address>")
	}
	c.sender, c.from = true, from
	return c.say("250 2.1.0 ok")
}

func (c *session) receiver(rest string) error {
	to, ok := pathOf(rest, "TO:")
	switch {
	case !c.sender:
		return c.say("503 5.5.1 not now")
	case !ok || to == "":
		return c.say("501 5.1.3 want RCPT TO:<address>")
	case len(c.to) == maxReceivers:
		return c.say("452 4.5.3 too many receivers")
	}
	if refusal := c.inbox.refuses(to); refusal != "" {
		return c.say("%s", refusal)
	}
	c.to = append(c.to, to)
	return c.say("250 2.1.5 ok")
}

// pathOf reads the address of MAIL or RCPT; parameters after it are ignored.
func pathOf(rest, word string) (string, bool) {
	if len(rest) < len(word) || !strings.EqualFold(rest[:len(word)], word) {
		return "", false
	}
	inner, ok := strings.CutPrefix(strings.TrimLeft(rest[len(word):], " "), "<")
	if !ok {
		return "", false
	}
	path, _, ok := strings.Cut(inner, ">")
	return path, ok && len(path) <= maxEnvelope
}

// data takes the message. Beyond the bound it is read and thrown away.
func (c *session) data() error {
	if len(c.to) == 0 {
		return c.say("503 5.5.1 not now")
	}
	if err := c.say("354 go ahead, end with a dot"); err != nil {
		return err
	}
	reader := textproto.NewReader(c.in).DotReader()
	raw, err := io.ReadAll(io.LimitReader(reader, maxMessage+1))
	if err != nil {
		return err
	}
	if len(raw) > maxMessage {
		if _, err := io.Copy(io.Discard, reader); err != nil {
			return err
		}
		c.forget()
		return c.say("552 5.3.4 too large")
	}
	id := c.inbox.keep(c.from, c.to, raw, c.secure, c.Now())
	c.forget()
	return c.say("250 2.0.0 kept as %s", id)
}
