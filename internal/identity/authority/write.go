package authority

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	public fs.FileMode = 0o644
	secret fs.FileMode = 0o600
)

type file struct {
	path string
	data []byte
	mode fs.FileMode
}

// write puts each file in place by rename, so that a server that watches it
// never reads half of one.
func write(files []file) error {
	for _, f := range files {
		if err := f.write(); err != nil {
			return fmt.Errorf("write %s: %w", f.path, err)
		}
	}
	return nil
}

func (f file) write() error {
	dir := filepath.Dir(f.path)
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // certificates are public; keys carry their own mode
		return err
	}
	temp, err := os.CreateTemp(dir, ".new-*") // mode 0600 from the start
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }() // gone already when all went well
	_, err = temp.Write(f.data)
	if err := errors.Join(err, temp.Chmod(f.mode), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), f.path)
}
