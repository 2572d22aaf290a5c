using CsCheck;
using Faceptor.Evaluation.Metrics;

namespace Faceptor.Evaluation.Tests.Metrics;

public sealed class TemplateRocTests
{
    [Fact]
    public void It_is_read_at_the_nearest_rate_with_the_largest_share_of_accepted_pairs()
    {
        // Other pairs at 0.1, 0.2, 0.6, 0.7: rates 0, 1/4, 1/2, 3/4, 1. Same-person pairs at 0.15, 0.5, 0.65, 0.9.
        float[] scores = [0.1f, 0.2f, 0.6f, 0.7f, 0.15f, 0.5f, 0.65f, 0.9f];
        var roc = new TemplateRoc(scores, pair => pair >= 4);

        Assert.Equal(0.25, roc.TarAtFar(0.1));
        Assert.Equal(0.5, roc.TarAtFar(0.25));
        Assert.Equal(0.75, roc.TarAtFar(0.45));
        Assert.Equal(1, roc.TarAtFar(1));

        // As near to 1/4 as to 1/2: the larger.
        Assert.Equal(0.75, roc.TarAtFar(0.375));
    }

    [Fact]
    public void Equal_scores_are_accepted_together()
    {
        var roc = new TemplateRoc([0.5f, 0.5f, 0.5f, 0.5f, 0.7f], pair => pair >= 3);

        // Rates 0 and 1 only.
        Assert.Equal(0.5, roc.TarAtFar(0.4));
        Assert.Equal(1, roc.TarAtFar(0.5));
    }

    /// <summary>Against every threshold tried one by one.</summary>
    [Fact]
    public void It_is_that_of_the_thresholds_tried_one_by_one()
    {
        Gen.Select(Gen.Int[0, 12].Array[2, 40], Gen.Bool.Array[40], Gen.Double[0, 1]).Sample((levels, flags, wanted) =>
        {
            var scores = levels.Select(level => level / 8f).ToArray();
            flags[0] = true;
            flags[1] = false;
            var same = scores.Where((_, pair) => flags[pair]).ToArray();
            var others = scores.Where((_, pair) => !flags[pair]).ToArray();
            var points = scores.Append(float.PositiveInfinity)
                .Select(threshold => (
                    Far: (double)others.Count(score => score >= threshold) / others.Length,
                    Tar: (double)same.Count(score => score >= threshold) / same.Length))
                .ToArray();
            var nearest = points.MinBy(point => (Math.Round(Math.Abs(point.Far - wanted), 12), -point.Far)).Far;
            var expected = points.Where(point => point.Far == nearest).Max(point => point.Tar);

            Assert.Equal(expected, new TemplateRoc(scores, pair => flags[pair]).TarAtFar(wanted), 1e-12);
        });
    }

    [Fact]
    public void One_kind_of_pairs_or_a_score_that_is_no_number_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new TemplateRoc([0.1f, 0.2f], _ => true));
        var error = Assert.Throws<ArgumentException>(() => new TemplateRoc([0.1f, float.NaN], pair => pair == 0));

        Assert.StartsWith("the similarity of pair 1 is not a number.", error.Message, StringComparison.Ordinal);
    }
}
