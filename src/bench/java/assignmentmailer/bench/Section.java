package assignmentmailer.bench;

import java.util.List;
import java.util.Map;

/**
 * One table of the report.
 *
 * @param rows all with the same columns, in their order
 */
record Section(String title, List<Map<String, Object>> rows) {}
