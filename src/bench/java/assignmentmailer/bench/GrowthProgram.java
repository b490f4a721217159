package assignmentmailer.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Reads generated streams of growing size in this JVM and writes the cost per record, as JSON, to the file given as
 * argument.
 */
public final class GrowthProgram {
    private static final int ROUNDS = 5;
    private static final int LOOKS = 10;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Size WARM_UP = new Size(100, 300_000);
    private static final List<Size> SIZES = List.of(
            new Size(1, 20_000),
            new Size(10, 20_000),
            new Size(100, 20_000),
            new Size(1_000, 20_000),
            new Size(100, 1_000),
            new Size(100, 10_000),
            new Size(100, 100_000),
            new Size(100, 1_000_000));

    private GrowthProgram() {}

    public static void main(String[] args) throws Exception {
        cost(WARM_UP);
        Map<Size, List<StreamRun.Cost>> costs = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Size size : SIZES) {
                costs.computeIfAbsent(size, any -> new ArrayList<>()).add(cost(size));
            }
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Size size : SIZES) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("shards", size.shards());
            row.put("records", size.records());
            row.put("µs a record", median(costs.get(size), StreamRun.Cost::elapsed));
            row.put("CPU µs a record", median(costs.get(size), StreamRun.Cost::cpu));
            row.put("peak live heap MB", peakHeap(size) / 1e6);
            rows.add(row);
        }
        new JsonMapper().writeValue(Path.of(args[0]).toFile(), rows);
    }

    private static StreamRun.Cost cost(Size size) throws Exception {
        try (StreamRun run = StreamRun.start(size.shards(), size.records())) {
            run.await(size.records(), LIMIT);
            return run.cost();
        }
    }

    /** Returns the peak of several heap measurements, in a separate run, since measuring takes time. */
    private static long peakHeap(Size size) throws Exception {
        long peak = 0;
        try (StreamRun run = StreamRun.start(size.shards(), size.records())) {
            for (int look = 1; look <= LOOKS; look++) {
                run.await(size.records() / LOOKS * look, LIMIT);
                peak = Math.max(peak, LiveHeap.measure());
            }
        }
        return peak;
    }

    private static double median(List<StreamRun.Cost> costs, ToDoubleFunction<StreamRun.Cost> figure) {
        return Quantiles.of(costs.stream().map(figure::applyAsDouble).toList(), 0.5);
    }

    private record Size(int shards, int records) {}
}
