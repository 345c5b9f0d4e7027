// Package api holds the published contracts of MM as files, and serves them
// with the names and addresses of an installation.
//
// The files stand in their folders as they are valid by themselves: tools can
// read them without a running MM. They are written for the clients that exist,
// by rules that were found by trying them: members in alphabetical order as
// DataContract has them, lists wrapped with items named like their class, no
// members that end in Specified, wsaw:Action and no other spelling.
package api
