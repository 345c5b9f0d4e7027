package payerweb

// CheckPath is where documents say that they can be checked: a code follows.
const CheckPath = "/d/"
