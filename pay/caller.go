package pay

import "slices"

// Caller is who is calling, once identity has made sure of it.
type Caller struct {
	Institution InstitutionCode
	Roles       []Role
	Subject     string // how the caller is written in the audit record: a certificate's fingerprint, a user name
}

// Role is something that a caller may do.
type Role string

// The roles. Later interfaces add theirs.
const (
	RoleInstitution Role = "institution" // acts for its own institution
	RolePlatform    Role = "platform"    // the portal's platform, acts for the institution that a message names
)

// Has tells whether the caller has a role.
func (c Caller) Has(role Role) bool {
	return slices.Contains(c.Roles, role)
}
