package aws

import (
	"testing"

	"deputy/model/catalog"
)

// Codes that the models of the services name for calls that deputy makes without
// a client of the SDK, according to botocore 1.44.8.
var modelledErrors = map[string][]string{
	"cloudformation ActivateOrganizationsAccess":             {"InvalidOperationException", "OperationNotFoundException"},
	"health EnableHealthServiceAccessForOrganization":        {"ConcurrentModificationException"},
	"servicecatalog EnableAWSOrganizationsAccess":            {"ResourceNotFoundException", "InvalidStateException", "OperationNotSupportedException"},
	"notifications EnableNotificationsAccessForOrganization": {"ServiceQuotaExceededException", "AccessDeniedException", "ValidationException", "InternalServerException", "ConflictException", "ResourceNotFoundException", "ThrottlingException"},
	"networkmanager StartOrganizationServiceAccessUpdate":    {"ValidationException", "ServiceQuotaExceededException", "AccessDeniedException", "ConflictException", "ThrottlingException", "InternalServerException"},
	"license-manager UpdateServiceSettings":                  {"InvalidParameterValueException", "ServerInternalException", "AuthorizationException", "AccessDeniedException", "RateLimitExceededException", "ValidationException", "ConflictException"},
}

// TestModelledErrorsAreDocumented ensures that every error that a service's model
// names is taken for the service's word.
func TestModelledErrorsAreDocumented(t *testing.T) {
	for name, codes := range modelledErrors {
		for _, code := range codes {
			if !isDocumented(catalog.Call{}, code) {
				t.Errorf("%s may answer %s", name, code)
			}
		}
	}
}
