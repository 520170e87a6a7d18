package command

import "io"

// keys returns what the screen reads keys from. The console of Windows sends keys, not
// text that is to be told apart.
func (s *session) keys() io.Reader { return s.Stdin }
