using Faceptor.Evaluation;
using Faceptor.Evaluation.Reporting;

namespace Faceptor.Training.Tests.Reporting;

public sealed class MetricTextTests
{
    [Theory]
    [InlineData("nme/inter-ocular", false, "NME, inter-ocular ↓", "4.3 %")]
    [InlineData("f1/mean", true, "F1, mean ↑", "4.3 %")]
    [InlineData("mae_years", false, "MAE (years) ↓", "0.04")]
    [InlineData("accuracy", true, "accuracy ↑", "4.3 %")]
    public void Metric_and_Value_speak_as_papers_do(string metric, bool higherIsBetter, string name, string value)
    {
        var record = new MetricRecord("age/morph2", "test", metric, 0.0432, 0.5, higherIsBetter, 10);

        Assert.Equal(name, MetricText.Metric(record));
        Assert.Equal(value, MetricText.Value(record, record.Value));
    }

    [Theory]
    [InlineData("landmarks/300w", "valid", "300W valid")]
    [InlineData("identity/ms1mv3", "cfp_fp", "verification cfp_fp")]
    public void Dataset_names_what_was_scored(string task, string split, string name)
    {
        Assert.Equal(name, MetricText.Dataset(new MetricRecord(task, split, "accuracy", 0.5, 0.5, true, 10)));
    }

    [Fact]
    public void Headlines_are_the_first_of_each_split()
    {
        MetricRecord Score(string dataset, string split, string metric) => new(dataset, split, metric, 1, 1, true, 1);

        var headlines = MetricText.Headlines(
            [Score("a", "x", "1"), Score("a", "x", "2"), Score("a", "y", "1"), Score("b", "x", "1")]);

        Assert.Equal(
            ["a x 1", "a y 1", "b x 1"], headlines.Select(
                record => $"{record.Dataset} {record.Split} {record.Metric}"));
    }
}
