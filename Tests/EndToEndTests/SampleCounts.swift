/// What stands in `samples/README.md`: counted by reading and with `grep`, never by Footfall.
enum SampleCounts {
    /// What one file gives of one type.
    struct Count: Hashable, Comparable {
        var file: String
        var category: String
        var type: String
        /// Rows.
        var events: Int
        /// How often it happened: rows tell of several.
        var times: Int

        static func < (a: Count, b: Count) -> Bool {
            (a.file, a.category, a.type) < (b.file, b.category, b.type)
        }
    }

    /// What becomes of the records of a source, its predecessors included.
    struct Account: Hashable {
        var source: String
        var records: Int
        var matched: Int
        var unrecognised: Int
        var switchedOff: Int
        var empty: Int
        var events: Int
        var evidence = 0
    }

    static let events = 419
    static let times = 427

    static let accounts = [
        // auth.log with auth.log.1 and auth.log.2.gz: 207 + 91 + 88 lines.
        Account(
            source: "auth.log",
            records: 386,
            matched: 200,
            unrecognised: 28,
            switchedOff: 26,
            empty: 1,
            events: 200,
            evidence: 131
        ),
        Account(
            source: "bastion-auth.log",
            records: 99,
            matched: 52,
            unrecognised: 15,
            switchedOff: 2,
            empty: 0,
            events: 52,
            evidence: 30
        ),
        Account(
            source: "mosaic.jsonl",
            records: 144,
            matched: 144,
            unrecognised: 0,
            switchedOff: 0,
            empty: 0,
            events: 144
        ),
        Account(
            source: "network.log",
            records: 48,
            matched: 23,
            unrecognised: 14,
            switchedOff: 0,
            empty: 0,
            events: 23,
            evidence: 11
        ),
        Account(source: "syslog", records: 91, matched: 0, unrecognised: 76, switchedOff: 15, empty: 0, events: 0),
    ]

    static let files: [String: [Count]] = [
        "auth.log.2.gz": authLog2,
        "auth.log.1": authLog1,
        "auth.log": authLog,
        "bastion-auth.log": bastion,
        "network.log": network,
        "mosaic.jsonl": mosaic,
        "syslog": [],
    ]

    static let authLog2 = counts("auth.log.2.gz") {
        [
            ("Identity management", "update_user", 2, 2),
            ("Identity management", "user_failed_login", 2, 2),
            ("Identity management", "update_password", 2, 2),
            ("Identity management", "authentication_failed", 3, 5),
            ("Identity management", "user_logout", 5, 5),
            ("Identity management", "user_login", 5, 5),
            ("Identity management", "create_user", 1, 1),
            ("Journeys", "session_logout", 5, 5),
            ("Journeys", "session_end", 15, 15),
            ("Host activity", "create_group", 1, 1),
            ("Host activity", "privilege_use", 5, 5),
            ("Host activity", "privilege_denied", 1, 1),
        ]
    }

    static let authLog1 = counts("auth.log.1") {
        [
            ("Identity management", "user_failed_login", 3, 3),
            ("Identity management", "authentication_failed", 1, 1),
            ("Identity management", "user_logout", 5, 5),
            ("Identity management", "user_login", 6, 6),
            ("Journeys", "session_logout", 6, 6),
            ("Journeys", "session_end", 18, 18),
            ("Host activity", "create_group", 1, 1),
            ("Host activity", "group_member_added", 2, 2),
            ("Host activity", "privilege_use", 6, 6),
        ]
    }

    static let authLog = counts("auth.log") {
        [
            ("Identity management", "update_user", 2, 2),
            ("Identity management", "user_failed_login", 18, 24),
            ("Identity management", "update_password", 2, 2),
            ("Identity management", "suspend_user", 1, 1),
            ("Identity management", "user_logout", 7, 7),
            ("Identity management", "user_login", 7, 7),
            ("Identity management", "create_user", 1, 1),
            ("Journeys", "session_logout", 7, 7),
            ("Journeys", "session_end", 31, 31),
            ("Host activity", "delete_user", 2, 2),
            ("Host activity", "unlock_account", 1, 1),
            ("Host activity", "create_group", 1, 1),
            ("Host activity", "delete_group", 2, 2),
            ("Host activity", "group_member_added", 1, 1),
            ("Host activity", "group_member_removed", 2, 2),
            ("Host activity", "privilege_use", 17, 17),
            ("Host activity", "access_denied", 2, 2),
            ("Host activity", "login_blocked", 1, 1),
        ]
    }

    static let bastion = counts("bastion-auth.log") {
        [
            ("Identity management", "user_failed_login", 7, 7),
            ("Identity management", "locked_account", 1, 1),
            ("Identity management", "authentication_started", 1, 1),
            ("Identity management", "authentication_failed", 2, 2),
            ("Identity management", "user_logout", 6, 6),
            ("Identity management", "user_login", 6, 6),
            ("Journeys", "session_logout", 6, 6),
            ("Journeys", "session_end", 17, 17),
            ("Host activity", "privilege_use", 3, 3),
            ("Host activity", "access_denied", 1, 1),
            ("Host activity", "login_blocked", 2, 2),
        ]
    }

    static let network = counts("network.log") {
        [
            ("Identity management", "user_failed_login", 3, 3),
            ("Identity management", "user_logout", 2, 2),
            ("Identity management", "user_login", 4, 4),
            ("Journeys", "session_logout", 2, 2),
            ("Journeys", "session_end", 8, 8),
            ("Host activity", "privilege_use", 3, 3),
            ("Host activity", "access_denied", 1, 1),
        ]
    }

    static let mosaic = counts("mosaic.jsonl") {
        [
            ("Identity management", "reset_password", 2, 2),
            ("Identity management", "user_register_mobile_native_biometrics", 1, 1),
            ("Identity management", "update_user", 1, 1),
            ("Identity management", "user_failed_login", 10, 10),
            ("Identity management", "webauthn_registration", 1, 1),
            ("Identity management", "failed_OTP_attempt", 2, 2),
            ("Identity management", "update_password", 1, 1),
            ("Identity management", "passwordless_registration", 1, 1),
            ("Identity management", "suspend_user", 1, 1),
            ("Identity management", "silent_authentication", 1, 1),
            ("Identity management", "get_users", 1, 1),
            ("Identity management", "user_delete_webauthn_credential", 1, 1),
            ("Identity management", "locked_account", 1, 1),
            ("Identity management", "passwordless_authentication", 1, 1),
            ("Identity management", "update_user_failure", 1, 1),
            ("Identity management", "user_delete_mobile_native_biometrics", 1, 1),
            ("Identity management", "authentication_started", 4, 4),
            ("Identity management", "authentication_failed", 1, 1),
            ("Identity management", "get_user", 1, 1),
            ("Identity management", "user_logout", 5, 5),
            ("Identity management", "create_user_failure", 1, 1),
            ("Identity management", "add_password", 1, 1),
            ("Identity management", "authentication_succeeded", 4, 4),
            ("Identity management", "sms_sent", 2, 2),
            ("Identity management", "user_login", 10, 10),
            ("Identity management", "create_user", 1, 1),
            ("Identity management", "passwordless_transaction", 1, 1),
            ("Journeys", "ldap_bind_entry", 1, 1),
            ("Journeys", "session_logout", 3, 3),
            ("Journeys", "custom", 1, 1),
            ("Journeys", "set_variables", 1, 1),
            ("Journeys", "session_end", 5, 5),
            ("Journeys", "transmit_identity_verification", 1, 1),
            ("Journeys", "assertion_end", 2, 2),
            ("Journeys", "custom_activity_log", 1, 1),
            ("Journeys", "transmit_platform_custom_authentication", 1, 1),
            ("Journeys", "oidc_token_exchange_request", 1, 1),
            ("Journeys", "typescript_function_node", 1, 1),
            ("Journeys", "validate_response", 1, 1),
            ("Journeys", "policy_decision", 1, 1),
            ("Journeys", "restore_user_context", 1, 1),
            ("Journeys", "loop", 3, 3),
            ("Journeys", "action_start", 2, 2),
            ("Journeys", "events_enrichment", 1, 1),
            ("Journeys", "ldap_create_entry", 1, 1),
            ("Journeys", "custom_data", 1, 1),
            ("Journeys", "consume_ticket", 1, 1),
            ("Journeys", "assertion_escape", 1, 1),
            ("Journeys", "assertion_error", 1, 1),
            ("Journeys", "external_connection_call", 1, 1),
            ("Journeys", "ldap_fetch_entry", 1, 1),
            ("Journeys", "condition_evaluated", 1, 1),
            ("Journeys", "session_pending", 1, 1),
            ("Journeys", "session_start", 9, 9),
            ("Journeys", "action_complete", 2, 2),
            ("Journeys", "assertion_start", 3, 3),
            ("Journeys", "http_auth_pass", 1, 1),
            ("Journeys", "session_error", 1, 1),
            ("Journeys", "create_ticket", 1, 1),
            ("Journeys", "custom_token_enrichment", 1, 1),
            ("Identity verification", "read_fraud_image_data", 1, 1),
            ("Identity verification", "delete_fraud_image_data", 1, 1),
            ("Identity verification", "download_session_zip", 1, 1),
            ("Identity verification", "session_started", 2, 2),
            ("Identity verification", "consent_approved", 1, 1),
            ("Identity verification", "verification_completed", 1, 1),
            ("Identity verification", "face_auth_session_completed", 1, 1),
            ("Identity verification", "expiration_session", 1, 1),
            ("Identity verification", "download_fraud_csv", 1, 1),
            ("Identity verification", "verification_status_updated", 1, 1),
            ("Identity verification", "image_uploaded_info", 2, 2),
            ("Identity verification", "error", 1, 1),
            ("Identity verification", "sdk_process_completed", 1, 1),
            ("Identity verification", "session_deleted", 1, 1),
            ("Identity verification", "session_created", 2, 2),
            ("Identity verification", "restriction_criteria_updated", 1, 1),
            ("Administration", "add_admin", 1, 1),
            ("Administration", "admin_login", 2, 2),
            ("Administration", "admin_logout", 1, 1),
            ("Administration", "create_api_token", 1, 1),
            ("Administration", "create_user", 1, 1),
            ("Administration", "delete_user", 1, 1),
            ("Administration", "edit_auth_settings", 1, 1),
            ("Administration", "get_users", 1, 1),
            ("Administration", "push_policy_to_production", 1, 1),
            ("Administration", "update_app", 1, 1),
            ("Administration", "update_user", 1, 1),
            ("Other", "passkey_autofill_prompted", 1, 1),
        ]
    }

    private static func counts(_ file: String, _ rows: () -> [(String, String, Int, Int)]) -> [Count] {
        rows().map { Count(file: file, category: $0.0, type: $0.1, events: $0.2, times: $0.3) }.sorted()
    }
}
