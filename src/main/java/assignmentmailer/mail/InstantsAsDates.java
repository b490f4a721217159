package assignmentmailer.mail;

import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.SimpleDate;
import freemarker.template.TemplateDateModel;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import java.time.Instant;
import java.util.Date;

/** Lets templates format an {@link java.time.Instant}, which FreeMarker does not support. */
final class InstantsAsDates extends DefaultObjectWrapper {
    InstantsAsDates() {
        super(Configuration.VERSION_2_3_34);
    }

    @Override
    protected TemplateModel handleUnknownType(Object value) throws TemplateModelException {
        return value instanceof Instant instant
                ? new SimpleDate(Date.from(instant), TemplateDateModel.DATETIME)
                : super.handleUnknownType(value);
    }
}
