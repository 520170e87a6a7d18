// Package scp is the policy language of service control policies (SCPs) and
// resource control policies (RCPs): parsing with positions, matching, and
// three-valued evaluation of one document against one request. It knows no
// organization, no account and no clock.
package scp
