/// How a structured record is written.
package enum RecordFormat: String, CaseIterable, Sendable {
    case json, keyvalue, cef, leef, csv, audit
    case structuredData = "structured-data"
}
