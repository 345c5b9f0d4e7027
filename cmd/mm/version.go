package main

import (
	"fmt"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type versionCommand struct{}

// Run prints the version and the commit that it was built from.
func (versionCommand) Run() error {
	_, err := fmt.Fprintln(os.Stdout, app.Version())
	return err
}
