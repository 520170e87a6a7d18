// Package access joins AWS's service last accessed information with what policies
// deny and with what is delegated: whether a service that a restriction or a draft
// denies was used there, and whether a delegated administrator ever used the service
// that it administers.
//
// It rests on the reports that were read, and asks for none. AWS knows services, not
// actions: that a service was used does not mean that a denied action was. A report
// lists only what the SCPs allow of it at the time, so a service that is not listed
// is one that they deny altogether. What a report about an OU says of an account
// below it is known only if that account was the last to use the service, or if
// nobody used it.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
package access
