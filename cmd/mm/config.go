package main

import (
	"fmt"
	"os"

	"viss.gov.lv/mm/internal/config"
)

type configCommand struct {
	Check   configCheckCommand   `cmd:"" help:"Say whether a configuration file is right, with all its faults at once."`
	Example configExampleCommand `cmd:"" help:"Print an example with every setting explained."`
}

type configCheckCommand struct{ configured }

// Run checks the file.
func (c *configCheckCommand) Run() error {
	if _, err := c.load(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(os.Stdout, "%s is right.\n", c.File)
	return err
}

type configExampleCommand struct{}

// Run prints the example.
func (configExampleCommand) Run() error {
	_, err := fmt.Fprint(os.Stdout, config.Example())
	return err
}
