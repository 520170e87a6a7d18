package store

// Command is a program of the user's that the screen runs.
type Command struct {
	Name     string   `json:"name"`     // what the palette and the help call it
	Key      string   `json:"key"`      // such as i or f4; empty for none
	Run      []string `json:"run"`      // the program and its arguments; $ACCOUNT_ID, $OU_ID, $POLICY_ID and $PROFILE are filled in
	ReadOnly bool     `json:"readOnly"` // it changes nothing, and so may run with --read-only
}
