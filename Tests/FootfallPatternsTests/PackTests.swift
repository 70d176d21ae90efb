import Testing

@testable import FootfallPatterns

struct PackTests {
    @Test(arguments: [
        ("createUser", "createuser"), ("create_user", "createuser"), ("Create user", "createuser"),
        ("create-user", "createuser"), ("create.user", "createuser"), ("CREATE_USER", "createuser"),
        ("failed_OTP_attempt", "failedotpattempt"), ("Größe_1", "größe1"), ("", ""), ("_- .", ""),
    ])
    func `a normalized name knows no case and no separators`(name: String, expected: String) {
        #expect(normalizedName(name.utf8) == expected)
    }

    @Test(arguments: [
        ("createApiToken", "create_api_token"), ("Create API token", "create_api_token"),
        ("createAPIToken", "create_api_token"), ("APIToken", "api_token"), ("API", "api"), ("a", "a"), ("A", "a"),
        ("admin_login", "admin_login"), ("Admin-Login", "admin_login"), ("admin.login", "admin_login"),
        ("_admin__login_", "admin_login"), ("OAuth2Token", "o_auth2_token"), ("step2Failed", "step2_failed"),
        ("resendOTP", "resend_otp"), ("", ""), ("- .", ""), ("größe", "größe"),
    ])
    func `a name in snake case`(name: String, expected: String) {
        #expect(snakeCase(name.utf8) == expected)
    }
}
