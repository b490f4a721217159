package assignmentmailer.mail;

import freemarker.template.SimpleScalar;
import freemarker.template.TemplateBooleanModel;
import freemarker.template.TemplateCollectionModel;
import freemarker.template.TemplateDateModel;
import freemarker.template.TemplateHashModelEx;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelIterator;
import freemarker.template.TemplateNumberModel;
import freemarker.template.TemplateScalarModel;
import freemarker.template.TemplateSequenceModel;
import java.util.AbstractMap;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A map in which every attribute exists, with a value that acts as any type a template expects. */
public final class SampleAttributes extends AbstractMap<String, Object> {
    /** The only instance; the map has no state. */
    public static final Map<String, Object> ANY = new SampleAttributes();

    private static final TemplateModel VALUE = new AnyValue();

    private SampleAttributes() {}

    @Override
    public Object get(@Nullable Object name) {
        return VALUE;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return true;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return Set.of(Map.entry("sample", VALUE));
    }

    private static final class AnyValue
            implements TemplateScalarModel,
                    TemplateNumberModel,
                    TemplateBooleanModel,
                    TemplateDateModel,
                    TemplateSequenceModel,
                    TemplateHashModelEx {
        @Override
        public String getAsString() {
            return "sample";
        }

        @Override
        public Number getAsNumber() {
            return 1;
        }

        @Override
        public boolean getAsBoolean() {
            return true;
        }

        @Override
        public Date getAsDate() {
            return new Date(0);
        }

        @Override
        public int getDateType() {
            return DATETIME;
        }

        @Override
        public TemplateModel get(int index) {
            return this;
        }

        @Override
        public TemplateModel get(String key) {
            return this;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public TemplateCollectionModel keys() {
            return only(new SimpleScalar("sample"));
        }

        @Override
        public TemplateCollectionModel values() {
            return only(this);
        }

        private static TemplateCollectionModel only(TemplateModel model) {
            return () -> new TemplateModelIterator() {
                private final Iterator<TemplateModel> iterator = List.of(model).iterator();

                @Override
                public TemplateModel next() {
                    return iterator.next();
                }

                @Override
                public boolean hasNext() {
                    return iterator.hasNext();
                }
            };
        }
    }
}
