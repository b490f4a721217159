package assignmentmailer.bench;

import java.util.List;
import java.util.Map;

/**
 * One table of the report.
 *
 * @param rows the rows, all with the same columns in the same order
 */
record Section(String title, List<Map<String, Object>> rows) {}
