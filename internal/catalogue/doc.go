// Package catalogue reads, checks, writes and keeps the catalogue: who is paid
// for, for what, at which price, and where the money goes.
//
// People write it as a YAML or JSON file; the published schema is
// api/catalogue.schema.json. [Parse] is strict and reports every fault with its
// line at once. [Publish] makes a new version of it in the store, where
// versions never change, so that an old request keeps the prices it was made
// with. [Live] is the version in force in a running process.
package catalogue
