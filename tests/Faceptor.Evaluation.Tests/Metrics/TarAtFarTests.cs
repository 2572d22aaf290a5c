using Faceptor.Evaluation.Metrics;

namespace Faceptor.Evaluation.Tests.Metrics;

public sealed class TarAtFarTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void The_threshold_lies_between_the_two_that_enclose_the_wanted_rate()
    {
        // Two folds, each with other pairs at squared distances 1 and 2. In the other fold the rate is 0 up to 1.000
        // and 1/2 from 1.001 on, so a wanted rate of 1/4 gives 1.0005.
        var below = Folds(1.0003, 1.0004);
        var around = Folds(1.0003, 1.0007);

        Assert.Equal(1, below.TarAtFar(0.25), Tolerance);
        Assert.Equal(0.5, around.TarAtFar(0.25), Tolerance);
    }

    [Fact]
    public void A_rate_that_a_threshold_meets_exactly_takes_the_last_such_threshold()
    {
        // Half of the others are accepted from 1.001 to 2.000.
        Assert.Equal(1, Folds(1.9999, 1.9998).TarAtFar(0.5), Tolerance);
        Assert.Equal(0, Folds(2.0001, 2.0002).TarAtFar(0.5), Tolerance);
    }

    [Fact]
    public void Folds_without_a_pair_of_one_person_are_left_out()
    {
        var accuracy = new VerificationAccuracy(2);
        AddPair(accuracy, 0.1, true);
        AddPair(accuracy, 1, false);
        AddPair(accuracy, 2, false);
        AddPair(accuracy, 2, false);

        Assert.Equal(1, accuracy.TarAtFar(), Tolerance);
    }

    private static VerificationAccuracy Folds(double first, double second)
    {
        var accuracy = new VerificationAccuracy(2);
        foreach (var same in new[] { first, second })
        {
            AddPair(accuracy, same, true);
            AddPair(accuracy, 1, false);
            AddPair(accuracy, 2, false);
        }

        return accuracy;
    }

    // Two unit vectors at a squared distance of 2 - 2 cos.
    private static void AddPair(VerificationAccuracy accuracy, double squaredDistance, bool isSame)
    {
        var cosine = 1 - (squaredDistance / 2);
        accuracy.Add([1, 0], [cosine, Math.Sqrt(1 - (cosine * cosine))], isSame);
    }
}
