package notify

import (
	"context"
	"errors"
)

// Check goes through a conversation with the mail server up to where a message
// would begin: dialling, TLS and signing in as configured. It sends none. The
// error says in a few words what failed, and holds neither addresses nor
// credentials. However the server behaves, it takes no longer than Timeout.
func (m *Mailer) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, m.Timeout)
	defer cancel()
	client, err := m.client(ctx)
	if err != nil {
		return errors.New("the mailer cannot be set up")
	}
	err = client.DialWithContext(ctx)
	switch {
	case ctx.Err() != nil:
		return errors.New("timed out")
	case err != nil:
		return errors.New(mailFailure(err).result)
	}
	_ = client.Close() // what goes wrong in parting is no matter
	return nil
}
