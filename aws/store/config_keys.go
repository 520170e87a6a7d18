package store

// Command is a program of the user's that the screen runs.
type Command struct {
	Name     string   `json:"name"`
	Key      string   `json:"key"`      // empty for none
	Run      []string `json:"run"`      // the program and its arguments
	ReadOnly bool     `json:"readOnly"` // it changes nothing
}
