// Command deputy is a terminal UI for AWS Organizations: it walks the tree of
// organizational units, shows which policies bind each account, and registers
// or removes delegated administrators behind a plan and a confirmation.
package main

func main() {}
