/// Looks at an installation and says what is wrong with it, and how that is mended.
///
/// Reads only, and never for long: what could be large is bounded where it is looked at.
package enum Doctor {
    /// All that was found, in the order in which it is best read.
    package static func examine(_ patient: Patient) -> [Diagnosis] {
        var found = ConfigurationExam.diagnoses(patient)
        found += PackExam.diagnoses(patient)
        found += RightsExam.diagnoses(patient)
        found += StoreExam.diagnoses(patient)
        found += CollectorExam.diagnoses(patient)
        found += ClockExam.diagnoses(patient)
        found += RotationExam.diagnoses(patient)
        found += JournalExam.diagnoses(patient)
        found += RsyslogExam.diagnoses(patient)
        found += KernelExam.diagnoses(patient)
        found += DeliveryExam.diagnoses(patient)
        return found + WebExam.diagnoses(patient)
    }
}
